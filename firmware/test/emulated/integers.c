/* What the compiler asks of its support library and Debian's library for this processor lacks: it can neither divide nor multiply wide. */
#include <stdint.h>

uint64_t __udivmoddi4(uint64_t number, uint64_t by, uint64_t *rest);
uint64_t __udivdi3(uint64_t number, uint64_t by);
uint64_t __umoddi3(uint64_t number, uint64_t by);
int64_t __divdi3(int64_t number, int64_t by);
int64_t __moddi3(int64_t number, int64_t by);
uint32_t __udivsi3(uint32_t number, uint32_t by);
uint32_t __umodsi3(uint32_t number, uint32_t by);
int32_t __divsi3(int32_t number, int32_t by);
uint64_t __umulsidi3(uint32_t a, uint32_t b);
uint64_t __muldi3(uint64_t a, uint64_t b);

uint64_t __udivmoddi4(uint64_t number, uint64_t by, uint64_t *rest) {
  uint64_t quotient = 0;
  uint64_t left = 0;
  for (int bit = 63; bit >= 0; bit--) {
    uint32_t carry = (uint32_t)(left >> 63);
    left = left << 1 | (number >> bit & 1);
    if (carry || left >= by) {
      left -= by;
      quotient |= (uint64_t)1 << bit;
    }
  }
  *rest = left;
  return quotient;
}

uint64_t __udivdi3(uint64_t number, uint64_t by) {
  uint64_t rest;
  return __udivmoddi4(number, by, &rest);
}

uint64_t __umoddi3(uint64_t number, uint64_t by) {
  uint64_t rest;
  __udivmoddi4(number, by, &rest);
  return rest;
}

int64_t __divdi3(int64_t number, int64_t by) {
  uint64_t quotient = __udivdi3(number < 0 ? 0 - (uint64_t)number : (uint64_t)number, by < 0 ? 0 - (uint64_t)by : (uint64_t)by);
  return (int64_t)((number < 0) != (by < 0) ? 0 - quotient : quotient);
}

int64_t __moddi3(int64_t number, int64_t by) {
  uint64_t rest = __umoddi3(number < 0 ? 0 - (uint64_t)number : (uint64_t)number, by < 0 ? 0 - (uint64_t)by : (uint64_t)by);
  return (int64_t)(number < 0 ? 0 - rest : rest);
}

uint32_t __udivsi3(uint32_t number, uint32_t by) { return (uint32_t)__udivdi3(number, by); }

uint32_t __umodsi3(uint32_t number, uint32_t by) { return (uint32_t)__umoddi3(number, by); }

int32_t __divsi3(int32_t number, int32_t by) { return (int32_t)__divdi3(number, by); }

uint64_t __umulsidi3(uint32_t a, uint32_t b) {
  uint32_t low = (a & 0xffff) * (b & 0xffff);
  uint32_t middle1 = (a >> 16) * (b & 0xffff) + (low >> 16);
  uint32_t middle2 = (a & 0xffff) * (b >> 16) + (middle1 & 0xffff);
  uint32_t high = (a >> 16) * (b >> 16) + (middle1 >> 16) + (middle2 >> 16);
  return (uint64_t)high << 32 | (middle2 << 16 | (low & 0xffff));
}

uint64_t __muldi3(uint64_t a, uint64_t b) {
  uint32_t crossed = (uint32_t)(a >> 32) * (uint32_t)b + (uint32_t)a * (uint32_t)(b >> 32);
  return __umulsidi3((uint32_t)a, (uint32_t)b) + ((uint64_t)crossed << 32);
}
