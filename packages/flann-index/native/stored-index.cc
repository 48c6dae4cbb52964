#include "stored-index.h"

namespace {

// FLANN draws its split dimensions at random; one seed makes the same rows give the same trees everywhere.
constexpr int kSeed = 20;

// A kd-tree node is about 32 bytes and there are two for each row.
constexpr int64_t kBytesPerRowAndTree = 64;

cv::Mat asFloats(const Rows& rows) {
  cv::Mat floats;
  cv::Mat(rows.count, rows.dimensions, rows.type, rows.data).convertTo(floats, CV_32F);
  return floats;
}

} // namespace

StoredIndex::StoredIndex(const Rows& rows, int trees) : data_(asFloats(rows)) {
  cv::setRNGSeed(kSeed);
  if (trees == 0) {
    index_.build(data_, cv::flann::LinearIndexParams(), cvflann::FLANN_DIST_L2);
  } else {
    index_.build(data_, cv::flann::KDTreeIndexParams(trees), cvflann::FLANN_DIST_L2);
  }
  const int64_t count = data_.rows;
  bytes_ = count * data_.cols * static_cast<int64_t>(sizeof(float)) + count * trees * kBytesPerRowAndTree;
}

Neighbours StoredIndex::search(const cv::Mat& queries, int k, int checks) const {
  Neighbours found;
  const size_t total = static_cast<size_t>(queries.rows) * static_cast<size_t>(k);
  found.indices.resize(total);
  found.distances.resize(total);
  cv::Mat indices(queries.rows, k, CV_32S, found.indices.data());
  cv::Mat distances(queries.rows, k, CV_32F, found.distances.data());
  index_.knnSearch(queries, indices, distances, k, cv::flann::SearchParams(checks));
  return found;
}
