# The table must lie in 4 MB behind itself without overlaps, with slots on 64 KB and as large as core believes (HADIR_SLOT_BYTES).
function number(text,   i, value) {
  value = 0
  for (i = 3; i <= length(text); i++) value = value * 16 + index("0123456789abcdef", tolower(substr(text, i, 1))) - 1
  return value
}
function fail(why) { print "partitions.csv: " why; failed = 1; exit 1 }
BEGIN { FS = "[ \t]*,[ \t]*"; free = 65536 + 4096; flash = 4194304; slot = number(slot_text) }
/^[ \t]*(#|$)/ { next }
{
  offset = number($4); size = number($5)
  if (offset < free) fail($1 " overlaps what comes before it")
  if (offset % 4096 || size % 4096 || size == 0) fail($1 " is not in whole sectors")
  if ($2 == "app") {
    slots++
    if (offset % 65536) fail($1 " must begin on 64 KB")
    if (size != slot) fail($1 " is not as large as HADIR_SLOT_BYTES")
  }
  free = offset + size; seen[$3] = 1
}
END {
  if (failed) exit 1
  if (free > flash) fail("ends behind 4 MB")
  if (slots != 2) fail("needs two slots")
  if (!seen["ota"] || !seen["nvs"] || !seen["nvs_keys"] || !seen["phy"]) fail("lacks a partition")
  printf "partitions.csv: %d KB of 4096 KB, two slots of %d KB\n", free / 1024, slot / 1024
}
