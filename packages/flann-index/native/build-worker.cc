#include "build-worker.h"
#include "index-object.h"

BuildWorker::BuildWorker(Napi::Env env, Napi::Object source, const Rows& rows, int trees)
    : Napi::AsyncWorker(env, "hadir.flann.build"), deferred_(Napi::Promise::Deferred::New(env)),
      source_(Napi::Persistent(source)), rows_(rows), trees_(trees) {}

void BuildWorker::Execute() {
  built_ = std::make_shared<const StoredIndex>(rows_, trees_);
}

void BuildWorker::OnOK() {
  deferred_.Resolve(IndexObject::wrap(Env(), std::move(built_)));
}

void BuildWorker::OnError(const Napi::Error& error) {
  deferred_.Reject(error.Value());
}
