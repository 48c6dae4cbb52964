#pragma once
#include "stored-index.h"
#include <memory>
#include <napi.h>

// Builds an index on a thread of the pool and resolves with an Index object.
class BuildWorker : public Napi::AsyncWorker {
public:
  // `source` is the array that `rows` points into; it is held until the rows are copied.
  BuildWorker(Napi::Env env, Napi::Object source, const Rows& rows, int trees);

  Napi::Promise promise() const { return deferred_.Promise(); }

protected:
  void Execute() override;
  void OnOK() override;
  void OnError(const Napi::Error& error) override;

private:
  Napi::Promise::Deferred deferred_;
  Napi::ObjectReference source_;
  Rows rows_;
  int trees_;
  std::shared_ptr<const StoredIndex> built_;
};
