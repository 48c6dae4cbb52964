#pragma once
#include <cstdint>
#include <opencv2/core.hpp>
#include <opencv2/flann.hpp>
#include <vector>

// Rows of numbers that came from JavaScript: where they lie, how many, and of what type (CV_32F or CV_8U).
struct Rows {
  void* data;
  int count;
  int dimensions;
  int type;
};

struct Neighbours {
  std::vector<int32_t> indices;  // row numbers, k for each query, nearest first
  std::vector<float> distances;  // squared Euclidean
};

// One cv::flann index with its own copy of the rows. Never changes after it is built, so any number of threads may search it.
// Knows nothing of JavaScript.
class StoredIndex {
public:
  // trees = 0: exact linear search; else that many randomised kd-trees.
  StoredIndex(const Rows& rows, int trees);

  Neighbours search(const cv::Mat& queries, int k, int checks) const;

  int rows() const { return data_.rows; }
  int dimensions() const { return data_.cols; }
  int64_t bytes() const { return bytes_; }

private:
  cv::Mat data_;  // CV_32F; FLANN points into it
  // FLANN's search is not declared const but keeps no state between calls.
  mutable cv::flann::Index index_;
  int64_t bytes_;
};
