#ifndef ENGINE_CORE_HOLIDAY_H
#define ENGINE_CORE_HOLIDAY_H

#include "engine/core/facts.h" /* joined */

#endif
