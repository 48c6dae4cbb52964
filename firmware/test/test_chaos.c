#include "check.h"
#include "sim_hal.h"

#define MINUTE 60000u
#define SEEDS (SIM_IS_SLOW ? 1 : 4)
#define MINUTES (SIM_IS_SLOW ? 30 : 60)

static sim s;

static const sim_span sessions[] = {{SIM_BEGIN_MS, SIM_BEGIN_MS + 45ull * MINUTE},
                                    {SIM_BEGIN_MS + 60ull * MINUTE, SIM_BEGIN_MS + 600ull * MINUTE}};

/** Some other trouble in each minute: anything may come together. */
static void stir(void) {
  uint16_t permille = (uint16_t)(sim_random(&s, 3) == 0 ? 200 : 20);
  s.scene = (sim_scene)sim_random(&s, 3);
  s.light = (uint8_t)sim_random(&s, 220);
  s.latency_ms = sim_random(&s, 5) == 0 ? 3000 : 20 + sim_random(&s, 300);
  s.server_is_away = sim_random(&s, 6) == 0;
  s.access_points[0] = sim_random(&s, 5) != 0;
  s.access_points[1] = sim_random(&s, 3) != 0;
  s.broken_permille = permille;
  s.failing_captures = (uint16_t)(sim_random(&s, 8) == 0 ? sim_random(&s, 8) : 0);
  s.failing_starts = (uint16_t)(sim_random(&s, 8) == 0 ? sim_random(&s, 4) : 0);
  s.faults = (sim_faults){permille, permille / 4, permille / 4, permille / 2, permille, permille, permille};
  if (sim_random(&s, 10) == 0) s.clock_off_ms = (int64_t)sim_random(&s, 2000000) - 1000000;
  if (sim_random(&s, 20) == 0) s.clock_is_set = false;
  if (sim_random(&s, 5) == 0) s.server.burst = ",\"burst\":{\"frames\":64,\"intervalMs\":50}";
  if (sim_random(&s, 25) == 0) sim_cut_power(&s);
}

static void calm(void) {
  s.scene = SIM_NOBODY;
  s.latency_ms = 50;
  s.server_is_away = false;
  s.access_points[0] = s.access_points[1] = true;
  s.broken_permille = s.failing_captures = s.failing_starts = 0;
  s.faults = (sim_faults){0};
}

void test_chaos(void) {
  for (uint32_t seed = 1; seed <= SEEDS; seed++) {
    sim_start(&s, sessions, 2);
    s.random = seed * 2654435761u;
    s.memory_bytes = seed % 3 == 0 ? 3000 : SIM_MEMORY_BYTES;
    sim_boot(&s);
    for (unsigned minute = 0; minute < MINUTES; minute++) {
      stir();
      sim_run(&s, MINUTE);
      sim_check(&s);
    }
    /* Whatever it was, it ends: two quiet minutes later nothing waits. */
    calm();
    sim_run(&s, 2 * MINUTE);
    CHECK(hadir_device_waiting(&s.device) <= 1);
    uint32_t accepted = s.server.accepted;
    sim_run(&s, 2 * MINUTE);
    CHECK(s.server.accepted > accepted);
    CHECK(accepted > 200);
    sim_check(&s);
  }
}
