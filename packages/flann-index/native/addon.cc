#include "arguments.h"
#include "build-worker.h"
#include "index-object.h"
#include <napi.h>

namespace {

constexpr int kMostDimensions = 4096;
constexpr int kMostTrees = 16;

// build(rows: Float32Array | Uint8Array, dimensions: number, trees: number): Promise<Index>
Napi::Value build(const Napi::CallbackInfo& info) {
  const int dimensions = readInteger(info, 1, "dimensions", 1, kMostDimensions);
  const Rows rows = readRows(info, 0, "rows", dimensions);
  const int trees = readInteger(info, 2, "trees", 0, kMostTrees);
  auto* worker = new BuildWorker(info.Env(), info[0].As<Napi::Object>(), rows, trees);
  const Napi::Promise promise = worker->promise();
  worker->Queue();
  return promise;
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  auto constructor = std::make_unique<Napi::FunctionReference>(Napi::Persistent(IndexObject::define(env)));
  env.SetInstanceData(constructor.release());
  exports.Set("build", Napi::Function::New(env, build, "build"));
  return exports;
}

} // namespace

NODE_API_MODULE(flann_index, init)
