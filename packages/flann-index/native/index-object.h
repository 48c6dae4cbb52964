#pragma once
#include "stored-index.h"
#include <memory>
#include <napi.h>

// What JavaScript holds: a share of a StoredIndex until close() or garbage collection gives it up.
class IndexObject : public Napi::ObjectWrap<IndexObject> {
public:
  static Napi::Function define(Napi::Env env);
  static Napi::Object wrap(Napi::Env env, std::shared_ptr<const StoredIndex> index);

  explicit IndexObject(const Napi::CallbackInfo& info);
  ~IndexObject() override;

private:
  Napi::Value search(const Napi::CallbackInfo& info);
  Napi::Value close(const Napi::CallbackInfo& info);
  void release(Napi::Env env);

  std::shared_ptr<const StoredIndex> index_;
};
