#include <string.h>

#include "check.h"
#include "ota.h"
#include "vector.h"

static hadir_ota ota;
static hadir_offer offer;

static bool wants(const char *version, bool forced, uint32_t size) {
  memset(&offer, 0, sizeof offer);
  memcpy(offer.version, version, strlen(version) + 1);
  offer.forced = forced;
  offer.size = size;
  return hadir_ota_wants(&ota, &offer, "1.2.10", 1000);
}

static void check_versions(void) {
  vector_open("versions");
  while (vector_next()) {
    char a[32] = "";
    char b[32] = "";
    int64_t order = 0;
    while (vector_member()) {
      if (vector_is("a")) vector_copy(a, sizeof a);
      if (vector_is("b")) vector_copy(b, sizeof b);
      if (vector_is("order")) order = vector_json.number;
    }
    CHECK_EQUAL(hadir_version_compare(a, b), order);
    vector_blame(a);
  }
  static const char *const unreadable[] = {"", "1", "1.2", "1.2.", "1.2.3.4", "1.2-rc1",
                                           "v1.2.3", " 1.2.3", "1..3", ".1.2", "1.2.3 ",  "-1.2.3"};
  for (unsigned i = 0; i < sizeof unreadable / sizeof unreadable[0]; i++) {
    CHECK_EQUAL(hadir_version_compare(unreadable[i], "1.2.3"), -2);
    CHECK_EQUAL(hadir_version_compare("1.2.3", unreadable[i]), -2);
  }
}

static void check_wants(void) {
  CHECK(wants("1.2.11", false, 1000));
  CHECK(wants("1.2.11", false, HADIR_SLOT_BYTES));
  CHECK(!wants("1.2.11", true, HADIR_SLOT_BYTES + 1));
  CHECK(!wants("1.2.11", true, 0));
  CHECK(!wants("1.2.10", false, 1000));
  CHECK(!wants("1.2.10", true, 1000));
  CHECK(!wants("1.2.9", false, 1000));
  CHECK(wants("1.2.9", true, 1000));
  CHECK(!wants("newest", true, 1000));
  /* A device with what was built before a release is offered, and takes, the release. */
  CHECK(!wants("1.2.10", false, 1000));
  CHECK(hadir_ota_wants(&ota, &offer, "1.2.10-dev", 1000));
}

static uint64_t fail(const char *version, unsigned result) {
  hadir_ota_failed(&ota, version, result, 1000, 0);
  return ota.retry_at_ms - 1000;
}

static void check_reports(void) {
  CHECK_TEXT(ota.report, "");
  CHECK_EQUAL(fail("1.3.0", HADIR_UPDATE_DOWNLOAD), 60000);
  CHECK_TEXT(ota.report, "1.3.0 download");
  CHECK(!wants("1.3.0", true, 1000));
  CHECK(wants("1.3.1", false, 1000));
  CHECK_EQUAL(fail("1.3.0", HADIR_UPDATE_DOWNLOAD), 120000);
  for (unsigned i = 0; i < 20; i++) fail("1.3.0", HADIR_UPDATE_DOWNLOAD);
  CHECK_EQUAL(fail("1.3.0", HADIR_UPDATE_DOWNLOAD), 3600000);
  CHECK_EQUAL(fail("1.3.1", HADIR_UPDATE_DOWNLOAD), 60000);
  CHECK_EQUAL(fail("1.3.1", HADIR_UPDATE_DIGEST), 21600000);
  CHECK_TEXT(ota.report, "1.3.1 digest");
  fail("1.3.1", HADIR_UPDATE_SIGNATURE);
  CHECK_TEXT(ota.report, "1.3.1 signature");
  fail("1.3.1", HADIR_UPDATE_WRITE);
  CHECK_TEXT(ota.report, "1.3.1 write");
  memset(&ota, 0, sizeof ota);
  CHECK(wants("1.4.0", false, 1000));
  fail("1.4.0", HADIR_UPDATE_ROLLED_BACK);
  CHECK_EQUAL(ota.retry_at_ms, 0);
  CHECK(!wants("1.4.0", false, 1000));
  CHECK(!wants("1.4.0", true, 1000));
  CHECK(hadir_ota_wants(&ota, &offer, "1.2.10", HADIR_OTA_AGAIN_MS));
  offer.forced = false;
  CHECK(!hadir_ota_wants(&ota, &offer, "1.2.10", 100 * (uint64_t)HADIR_OTA_AGAIN_MS));
  CHECK(wants("1.4.1", false, 1000));
  fail("1.4.1", HADIR_UPDATE_WRITE);
  CHECK(!wants("1.4.0", false, 1000));
  fail("1234.5678.12345", HADIR_UPDATE_ROLLED_BACK);
  CHECK_TEXT(ota.report, "1234.5678.12345 rolled-back");
}

void test_ota(void) {
  memset(&ota, 0, sizeof ota);
  check_versions();
  check_wants();
  check_reports();
}
