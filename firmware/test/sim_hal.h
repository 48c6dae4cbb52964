#ifndef HADIR_SIM_HAL_H
#define HADIR_SIM_HAL_H

#include "device.h"
#include "sim_server.h"

/*
 * A simulated board and room in stepped time. While a request is on its way, captures and signals that fall due run, as
 * tasks would.
 */

/** Simulated hours are many minutes where the processor is emulated: the longest of them pass on the host alone. */
#ifdef HADIR_EMULATED
#define SIM_IS_SLOW true
#else
#define SIM_IS_SLOW false
#endif

/* For 64 of the largest frames. */
#define SIM_MEMORY_BYTES 49152
#define SIM_BEGIN_MS 1772409600000u /* 2026-03-02 00:00 UTC */

/** Of a thousand requests, so many meet this. */
typedef struct {
  uint16_t stale;       /* the kept connection was closed */
  uint16_t unanswered;  /* nothing comes until the timeout; the server got nothing */
  uint16_t lost_answer; /* the server took it; its answer is lost */
  uint16_t garbage;     /* half an answer */
  uint16_t damaged;     /* a bit of the body turns on its way */
  uint16_t unavailable; /* 503 with Retry-After */
  uint16_t limited;     /* 429 with Retry-After */
} sim_faults;

typedef struct {
  hadir_device device;
  hadir_hal hal;
  hadir_config config;
  hadir_settings kept_settings;
  sim_server server;

  uint64_t now_ms; /* since the simulation began */
  uint64_t booted_at_ms;
  /** The board's date is the true one and this; unset while !clock_is_set. */
  int64_t clock_off_ms;
  bool clock_is_set;
  uint32_t random;
  uint32_t memory_bytes; /* of the spool, at the next boot */
  uint64_t due_ms[3];
  bool is_locked;

  /* The room. */
  sim_scene scene;
  uint8_t light;
  uint32_t frames;
  /* The camera. */
  uint32_t camera_starts;
  uint16_t failing_captures; /* the next so many */
  uint16_t failing_starts;
  uint16_t captured_ahead_ms; /* by how much its own clock is wrong */
  uint16_t broken_frames;    /* the next so many */
  uint16_t broken_permille;
  uint8_t image[SIM_FRAME_BYTES + 64];
  /* The network. */
  bool access_points[HADIR_NETWORKS];
  int joined; /* -1: none */
  int joining;
  uint64_t joined_at_ms;
  uint32_t joins;
  bool server_is_away;
  bool is_connected;
  uint32_t latency_ms;
  sim_faults faults;
  /** All requests are answered so while it is not 0. */
  uint16_t status;
  int32_t retry_after_s;
  const char *code;
  uint8_t damaged[SIM_FRAME_BYTES];
  /* Power and updates. */
  const char *reboot; /* why, when one is due */
  uint32_t sleep_ms;
  hadir_power power;
  uint64_t rested_ms;
  uint64_t rest_began_ms;
  char version[16];
  char previous[16];
  char rolled_back[16];
  bool is_pending;
  bool is_written;
  bool is_cut;   /* the boot ends for want of power */
  bool is_stuck; /* there is nothing to roll back to */
  uint32_t roll_backs;
  uint32_t frames_in_update;
  hadir_update_result update_result;
  uint32_t updates;
  uint32_t confirmed;
  char update_path[80];
  /* What was seen. */
  uint32_t boots;
  uint32_t requests;
  uint32_t flashes;
  uint32_t beeps;
  bool led;
  bool buzzer;
  uint8_t lamp;
  uint8_t lamp_brightest;
  const char *last_reboot;
  /* Of the boots that are over. */
  hadir_counters before;
  uint32_t lost; /* in the spool when the board started anew */
  uint32_t cut;  /* of these, when its power went: nobody can count them */
  /* What the boot that ends keeps for the next, and what this one was told. */
  uint32_t kept_lost;
  uint32_t begun_with;
} sim;

/** A board with two networks, a set clock and an empty room; `sessions` are true dates. Boots it. */
void sim_start(sim *sim, const sim_span *sessions, unsigned session_count);
void sim_run(sim *sim, uint64_t ms);
uint64_t sim_date(const sim *sim);
uint32_t sim_random(sim *sim, uint32_t below);
/** The power goes and comes back. */
void sim_cut_power(sim *sim);
/** Counters of all boots together. */
hadir_counters sim_counters(sim *sim);
/** Checks that each frame is accounted for, and what must never be on the server. */
void sim_check(sim *sim);

/* Within the simulation. */
void sim_boot(sim *sim);
/** Time passes while a request is on its way: all but the upload goes on. */
void sim_pass(sim *sim, uint64_t ms);
hadir_net sim_http(void *board, const hadir_request *request, hadir_response *response);
void sim_fill_hal(sim *sim);

#endif
