#include "arguments.h"
#include <cmath>
#include <limits>
#include <string>

namespace {

bool isRowType(const Napi::Value& value) {
  if (!value.IsTypedArray()) return false;
  const napi_typedarray_type type = value.As<Napi::TypedArray>().TypedArrayType();
  return type == napi_float32_array || type == napi_uint8_array;
}

} // namespace

int readInteger(const Napi::CallbackInfo& info, size_t at, const char* name, int low, int high) {
  const Napi::Value value = info[at];
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : std::nan("");
  if (!(number >= low && number <= high) || number != std::floor(number)) {
    const std::string range = std::to_string(low) + " to " + std::to_string(high);
    throw Napi::RangeError::New(info.Env(), std::string(name) + " must be a whole number from " + range);
  }
  return static_cast<int>(number);
}

Rows readRows(const Napi::CallbackInfo& info, size_t at, const char* name, int dimensions) {
  if (!isRowType(info[at])) {
    throw Napi::TypeError::New(info.Env(), std::string(name) + " must be a Float32Array or a Uint8Array");
  }
  const auto array = info[at].As<Napi::TypedArray>();
  const size_t length = array.ElementLength();
  if (length == 0 || length % static_cast<size_t>(dimensions) != 0) {
    throw Napi::RangeError::New(info.Env(), std::string(name) + " must hold whole rows of " + std::to_string(dimensions) +
                                                " numbers, at least one; it holds " + std::to_string(length) + " numbers");
  }
  const size_t count = length / static_cast<size_t>(dimensions);
  if (count > static_cast<size_t>(std::numeric_limits<int>::max())) {
    throw Napi::RangeError::New(info.Env(), std::string(name) + " holds too many rows");
  }
  auto* bytes = static_cast<uint8_t*>(array.ArrayBuffer().Data()) + array.ByteOffset();
  const int type = array.TypedArrayType() == napi_float32_array ? CV_32F : CV_8U;
  return Rows{bytes, static_cast<int>(count), dimensions, type};
}
