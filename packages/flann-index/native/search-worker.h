#pragma once
#include "stored-index.h"
#include <memory>
#include <napi.h>

// Searches on a thread of the pool and resolves with { indices: Int32Array, distances: Float32Array }.
class SearchWorker : public Napi::AsyncWorker {
public:
  // Copies the queries, so the caller may change its array at once; shares the index, so closing it does not disturb a search.
  SearchWorker(Napi::Env env, std::shared_ptr<const StoredIndex> index, const Rows& queries, int k, int checks);

  Napi::Promise promise() const { return deferred_.Promise(); }

protected:
  void Execute() override;
  void OnOK() override;
  void OnError(const Napi::Error& error) override;

private:
  Napi::Promise::Deferred deferred_;
  std::shared_ptr<const StoredIndex> index_;
  cv::Mat queries_;
  int k_;
  int checks_;
  Neighbours found_;
};
