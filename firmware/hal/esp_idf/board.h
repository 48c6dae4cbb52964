#ifndef HADIR_BOARD_H
#define HADIR_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hal.h"
#include "sdkconfig.h"

/* The backend for ESP-IDF. Each part keeps what is its own in its file; here is what the parts ask of each other. */

/** What core must not read: the CA belongs to the backend. */
typedef struct {
  hadir_config config;
  /** PEM with its closing NUL; "" without one. */
  char *ca;
} hadir_board;

/** Fills in the table of the HAL. `board` and what it points to must outlive it. */
void hadir_board_hal(hadir_hal *hal, hadir_board *board);

/* store.c: encrypted storage that outlives restarts and updates. */

/** False when the flash cannot be used. An unreadable store is erased: that device must be configured anew. */
bool hadir_store_start(void);
bool hadir_store_load_config(hadir_config *config);
bool hadir_store_save_config(const hadir_config *config);
/** Answers the length without the NUL, 0 when there is none or it does not fit. */
size_t hadir_store_load_ca(char *pem, size_t capacity);
bool hadir_store_save_ca(const char *pem, size_t length);
bool hadir_store_load_settings(hadir_settings *settings);
void hadir_store_save_settings(void *board, const hadir_settings *settings);
/** Factory reset: forgets all of the above. */
bool hadir_store_reset(void);

/* clock.c */
void hadir_clock_start_sntp(void);
uint64_t hadir_clock_mono_ms(void *board);
uint64_t hadir_clock_date_ms(void *board);
void hadir_clock_set_date_ms(void *board, uint64_t date_ms);

/* camera.c, thumbnail.c, lamp.c */

/** Once, before any task: memory that the camera and the thumbnail need. False when there is none. */
bool hadir_camera_prepare(void);
bool hadir_camera_start(void *board, const hadir_settings *settings);
bool hadir_camera_capture(void *board, hadir_image *image);
void hadir_camera_release(void *board, hadir_image *image);
/** Any task: cuts the sensor's power while nothing is needed; the next capture starts it again. */
void hadir_camera_rest(void);
/** Any task: while barred it rests and does not start. Flash written under a running camera may restart the board. */
void hadir_camera_bar(bool barred);
bool hadir_thumbnail_prepare(void);
bool hadir_thumbnail_make(void *board, const hadir_image *image, uint8_t cells[HADIR_THUMB_CELLS]);
void hadir_lamp_start(void);
void hadir_lamp_set(void *board, uint8_t duty_percent);

/* net.c, http.c */

/** Starts the network stack; Wi-Fi follows as a station or as an access point. */
bool hadir_net_start(void);
bool hadir_net_start_station(void);
/** `ssid` of at most 32 characters; a password of less than 8 leaves it open. */
bool hadir_net_start_access_point(const char *ssid, const char *password);
/** The radio goes silent until the next start. */
void hadir_net_stop(void);
bool hadir_net_is_up(void *board);
void hadir_net_join(void *board, uint8_t index);
void hadir_net_power(hadir_power power);
/** INT32_MIN while no access point is joined. */
int32_t hadir_net_rssi_dbm(void);
hadir_net hadir_http_send(void *board, const hadir_request *request, hadir_response *response);
void hadir_http_close(void *board);
/** The roots by which the server's certificate is checked, as PEM with its NUL. */
const char *hadir_http_roots(const hadir_board *board);

/* update.c */
hadir_update_result hadir_update_take(void *board, const hadir_offer *offer, const hadir_request *request);
bool hadir_update_is_pending(void *board);
void hadir_update_confirm(void *board);
void hadir_update_roll_back(void *board);
void hadir_update_rolled_back(void *board, char version[16]);

/* vitals.c, power.c */

/** The tasks whose stacks are watched, at most HADIR_TASKS. */
#define HADIR_TASKS 4
void hadir_vitals_watch(void *task);
void hadir_vitals_read(void *board, hadir_vitals *vitals);
void hadir_power_start(void);
/** The camera runs: its clock comes from the APB clock, which light sleep and lower speeds change. */
void hadir_power_for_camera(bool is_running);
void hadir_power_set(void *board, hadir_power power);
void hadir_power_deep_sleep(void *board, uint32_t ms);
void hadir_power_restart(void *board, const char *why);
/** How many frames the restart or deep sleep that may follow loses, and how many the last one did. */
void hadir_power_keep_lost(void *board, uint32_t frames);
uint32_t hadir_power_lost(void *board);
/** Why the last restart was asked for; "" when it was not. It is known until power is lost. */
const char *hadir_power_why(void);

/* signal.c */

typedef enum { HADIR_PRESS_NONE, HADIR_PRESS_LONG, HADIR_PRESS_VERY_LONG } hadir_press;

void hadir_signal_start(void);
void hadir_signal_set(void *board, bool led, bool buzzer);
/** The press that ended since it was last asked: 5 s are long (portal), 15 s very long (factory reset). */
hadir_press hadir_signal_press(void);
/** The button is down, or a press that ended was not asked for yet. */
bool hadir_signal_is_pressed(void);

/* portal.c, portal_dns.c, console.c */

/** The restart reason of core when the camera does not start. */
#define HADIR_WHY_CAMERA "camera"
/** The restart reason by which a long press asks for the portal. */
#define HADIR_WHY_PORTAL "portal"
/** Runs the portal until a configuration was saved (true) or `ms` are over. Wi-Fi must not have been started. */
bool hadir_portal_run(hadir_board *board, const char *firmware, uint32_t ms);
/** Answers every name with the access point's own address, on a task of its own that never ends. */
bool hadir_portal_dns_start(void);
/** Listens to the serial line on a task of its own. `firmware` such as "hadir-esp32/1.2.0". */
bool hadir_console_start(const hadir_board *board, bool configured, const char *firmware);

#endif
