#ifndef ENGINE_CORE_INTERVAL_H
#define ENGINE_CORE_INTERVAL_H

#include "engine/core/clock.h" /* joined */

#endif
