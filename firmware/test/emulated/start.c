/*
 * Runs the tests as a program of qemu-xtensa, which answers Linux's system calls: number in a2, arguments in a6, a3 and a4.
 * There is no C library with output for this processor, so this writes by itself.
 */
#include <stdint.h>
#include <string.h>

#include "print.h"

enum { SYSTEM_WRITE = 13, SYSTEM_EXIT = 118 };

long system_call(long number, long first, long second, long third);
void begin(int argc, char **argv);
int main(int argc, char **argv);

/* The kernel leaves argc at the top of the stack, and argv above it. */
__asm__(
    ".section .text.start, \"ax\"\n"
    ".literal_position\n"
    ".global _start\n"
    "_start:\n"
    "  l32i a2, a1, 0\n"
    "  addi a3, a1, 4\n"
    "  movi a4, -16\n"
    "  and a1, a1, a4\n"
    "  movi a0, begin\n"
    "  callx0 a0\n"
    ".global system_call\n"
    "system_call:\n"
    "  mov a6, a3\n"
    "  mov a3, a4\n"
    "  mov a4, a5\n"
    "  syscall\n"
    "  ret\n");

void begin(int argc, char **argv) {
  system_call(SYSTEM_EXIT, main(argc, argv), 0, 0);
  for (;;) {
  }
}

void print_text(const char *text) { system_call(SYSTEM_WRITE, 1, (long)text, (long)strlen(text)); }

void print_number(int64_t number) {
  char digits[24];
  char *at = digits + sizeof digits - 1;
  uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
  *at = '\0';
  do {
    *--at = (char)('0' + left % 10);
    left /= 10;
  } while (left > 0);
  if (number < 0) *--at = '-';
  print_text(at);
}
