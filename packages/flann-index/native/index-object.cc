#include "index-object.h"
#include "arguments.h"
#include "search-worker.h"

namespace {
constexpr int kMostNeighbours = 1024;
constexpr int kMostChecks = 1 << 20;
} // namespace

Napi::Function IndexObject::define(Napi::Env env) {
  return DefineClass(env, "Index", {InstanceMethod<&IndexObject::search>("search"), InstanceMethod<&IndexObject::close>("close")});
}

Napi::Object IndexObject::wrap(Napi::Env env, std::shared_ptr<const StoredIndex> index) {
  auto* constructor = env.GetInstanceData<Napi::FunctionReference>();
  return constructor->New({Napi::External<std::shared_ptr<const StoredIndex>>::New(env, &index)});
}

IndexObject::IndexObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<IndexObject>(info) {
  if (!info[0].IsExternal()) throw Napi::TypeError::New(info.Env(), "an index is made by build()");
  index_ = *info[0].As<Napi::External<std::shared_ptr<const StoredIndex>>>().Data();
  Napi::MemoryManagement::AdjustExternalMemory(info.Env(), index_->bytes());
}

IndexObject::~IndexObject() {
  release(Env());
}

Napi::Value IndexObject::search(const Napi::CallbackInfo& info) {
  if (!index_) throw Napi::Error::New(info.Env(), "the index is closed");
  const Rows queries = readRows(info, 0, "queries", index_->dimensions());
  const int k = readInteger(info, 1, "k", 1, std::min(index_->rows(), kMostNeighbours));
  const int checks = readInteger(info, 2, "checks", 1, kMostChecks);
  auto* worker = new SearchWorker(info.Env(), index_, queries, k, checks);
  const Napi::Promise promise = worker->promise();
  worker->Queue();
  return promise;
}

Napi::Value IndexObject::close(const Napi::CallbackInfo& info) {
  release(info.Env());
  return info.Env().Undefined();
}

void IndexObject::release(Napi::Env env) {
  if (!index_) return;
  Napi::MemoryManagement::AdjustExternalMemory(env, -index_->bytes());
  index_.reset();
}
