#ifndef ENGINE_CORE_DAY_H
#define ENGINE_CORE_DAY_H

#include "engine/core/clock.h" /* joined */

#endif
