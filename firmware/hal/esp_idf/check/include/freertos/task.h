#pragma once
#include "freertos/FreeRTOS.h"
typedef struct tskTaskControlBlock *TaskHandle_t;
typedef void (*TaskFunction_t)(void *arg);
BaseType_t xTaskCreate(TaskFunction_t code, const char *name, uint32_t stack_bytes, void *arg, UBaseType_t priority,
                       TaskHandle_t *created);
void vTaskDelay(TickType_t ticks);
UBaseType_t uxTaskGetStackHighWaterMark(TaskHandle_t task);
