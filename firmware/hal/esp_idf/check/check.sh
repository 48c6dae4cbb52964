#!/bin/sh
# Checks the board's part without Espressif's toolchain: syntax and types for every board, some parts over stand-ins for the
# library, and the partition table. See README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
backend=$(dirname "$here")
firmware=$(cd "$backend/../.." && pwd)
compiler=${CC:-cc}

# As 32-bit code of the chip's family where Debian's cross library and a clang are at hand, else as this computer's.
library=/usr/lib/xtensa-lx106-elf/include
target=
if [ -d "$library" ] && "$compiler" --target=xtensa-esp-elf -fsyntax-only -x c /dev/null 2> /dev/null; then
  target="--target=xtensa-esp-elf -nostdlibinc -isystem $library"
fi

for board in AI_THINKER S3_EYE XIAO_S3_SENSE; do
  for file in "$backend"/*.c "$firmware"/hal/shared/*.c "$firmware"/main/*.c; do
    # shellcheck disable=SC2086
    "$compiler" $target -fsyntax-only -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Werror "-DCONFIG_HADIR_BOARD_$board=1" \
      -I "$here/include" -I "$backend" -I "$firmware/core" -I "$firmware/hal" -I "$firmware/hal/shared" "$file"
  done
  echo "board $board: agrees with what was read of ESP-IDF${target:+, as Xtensa code}"
done

built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
sanitize=-fsanitize=address,undefined
echo 'int main(void) { return 0; }' > "$built/probe.c"
"$compiler" "$sanitize" "$built/probe.c" -o "$built/probe" 2> "$built/log" && "$built/probe" || sanitize=
for test in "$here"/test/*_test.c; do
  # shellcheck disable=SC2086
  "$compiler" $sanitize -g -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Werror -DCONFIG_HADIR_BOARD_AI_THINKER=1 \
    -I "$here/include" -I "$backend" -I "$firmware/core" -I "$firmware/hal" -I "$firmware/hal/shared" "$test" "$firmware/core/sha256.c" \
    -o "$built/test"
  "$built/test" > "$built/log" 2>&1 || { cat "$built/log"; exit 1; }
  echo "$(basename "$test"): passed${sanitize:+ with sanitizers}"
done

# Every function that core asks for is given.
for name in $(sed -nE 's/^ .*\(\*([a-z_]+)\)\(void \*board.*/\1/p' "$firmware/hal/hal.h"); do
  grep -q "^ *\.$name = " "$backend/hal.c" || { echo "hal.c does not set $name"; exit 1; }
done

# Every name of ours that the sources use is in Kconfig.
for name in $(grep -rhoE 'CONFIG_HADIR_[A-Z0-9_]+' "$backend"/*.[ch] "$firmware"/main/*.c | sort -u); do
  grep -qE "config ${name#CONFIG_}\$" "$firmware/main/Kconfig.projbuild" || { echo "$name is not in Kconfig"; exit 1; }
done

slot=$(sed -nE 's/^#define HADIR_SLOT_BYTES 0x([0-9a-f]+)u?$/\1/p' "$firmware"/core/*.h)
awk -v "slot_text=0x$slot" -f "$here/partitions.awk" "$firmware/partitions.csv"
