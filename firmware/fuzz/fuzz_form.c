#include "check_config.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static hadir_config config;
  hadir_fault fault;
  memset(&config, 0xa5, sizeof config);
  if (hadir_config_parse_form(&config, (const char *)bytes, length, &fault)) check_config(&config);
  else check_refused(&config, &fault);
  return 0;
}
