#pragma once
#include "stored-index.h"
#include <napi.h>

// Reads `info[at]` as a whole number from `low` to `high`; throws a JavaScript RangeError that names the argument.
int readInteger(const Napi::CallbackInfo& info, size_t at, const char* name, int low, int high);

// Reads `info[at]` as a Float32Array or Uint8Array of whole rows, at least one. The memory stays JavaScript's.
// Throws a TypeError or RangeError that names the argument.
Rows readRows(const Napi::CallbackInfo& info, size_t at, const char* name, int dimensions);
