#ifndef HADIR_FUZZ_H
#define HADIR_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/** The fuzzer calls it with every input. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/** What must hold for any input; the fuzzer keeps the input that breaks it. */
#define MUST(condition) ((condition) ? (void)0 : __builtin_trap())

#endif
