#ifndef HADIR_PINS_H
#define HADIR_PINS_H

#include "sdkconfig.h"

/* The camera's pins by board, from the examples of esp32-camera 2.x; what hangs on other pins is in menuconfig. */
#if CONFIG_HADIR_BOARD_AI_THINKER
#define PIN_PWDN 32
#define PIN_XCLK 0
#define PIN_SDA 26
#define PIN_SCL 27
#define PIN_D7 35
#define PIN_D6 34
#define PIN_D5 39
#define PIN_D4 36
#define PIN_D3 21
#define PIN_D2 19
#define PIN_D1 18
#define PIN_D0 5
#define PIN_VSYNC 25
#define PIN_HREF 23
#define PIN_PCLK 22
#elif CONFIG_HADIR_BOARD_S3_EYE
/* Freenove ESP32-S3-WROOM CAM, GOOUUU ESP32-S3-CAM and others that copied ESP32-S3-EYE. */
#define PIN_PWDN -1
#define PIN_XCLK 15
#define PIN_SDA 4
#define PIN_SCL 5
#define PIN_D7 16
#define PIN_D6 17
#define PIN_D5 18
#define PIN_D4 12
#define PIN_D3 10
#define PIN_D2 8
#define PIN_D1 9
#define PIN_D0 11
#define PIN_VSYNC 6
#define PIN_HREF 7
#define PIN_PCLK 13
#elif CONFIG_HADIR_BOARD_XIAO_S3_SENSE
#define PIN_PWDN -1
#define PIN_XCLK 10
#define PIN_SDA 40
#define PIN_SCL 39
#define PIN_D7 48
#define PIN_D6 11
#define PIN_D5 12
#define PIN_D4 14
#define PIN_D3 16
#define PIN_D2 18
#define PIN_D1 17
#define PIN_D0 15
#define PIN_VSYNC 38
#define PIN_HREF 47
#define PIN_PCLK 13
#else
#error "Choose a board: idf.py menuconfig, Hadir"
#endif

#define PIN_LED CONFIG_HADIR_LED_PIN
#define PIN_BUZZER CONFIG_HADIR_BUZZER_PIN
#define PIN_BUTTON CONFIG_HADIR_BUTTON_PIN
#define PIN_LAMP CONFIG_HADIR_LAMP_PIN

#endif
