#include "search-worker.h"
#include <cstring>

namespace {

template <typename Array, typename Number>
Array toTypedArray(Napi::Env env, const std::vector<Number>& numbers) {
  Array array = Array::New(env, numbers.size());
  std::memcpy(array.Data(), numbers.data(), numbers.size() * sizeof(Number));
  return array;
}

} // namespace

SearchWorker::SearchWorker(Napi::Env env, std::shared_ptr<const StoredIndex> index, const Rows& queries, int k, int checks)
    : Napi::AsyncWorker(env, "hadir.flann.search"), deferred_(Napi::Promise::Deferred::New(env)), index_(std::move(index)),
      k_(k), checks_(checks) {
  cv::Mat(queries.count, queries.dimensions, queries.type, queries.data).convertTo(queries_, CV_32F);
}

void SearchWorker::Execute() {
  found_ = index_->search(queries_, k_, checks_);
  // The worker lives until its promise has settled; an index that was closed meanwhile is freed here, off the event loop.
  index_.reset();
}

void SearchWorker::OnOK() {
  const Napi::Env env = Env();
  Napi::Object answer = Napi::Object::New(env);
  answer.Set("indices", toTypedArray<Napi::Int32Array>(env, found_.indices));
  answer.Set("distances", toTypedArray<Napi::Float32Array>(env, found_.distances));
  deferred_.Resolve(answer);
}

void SearchWorker::OnError(const Napi::Error& error) {
  deferred_.Reject(error.Value());
}
