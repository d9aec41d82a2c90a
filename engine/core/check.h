#ifndef ENGINE_CORE_CHECK_H
#define ENGINE_CORE_CHECK_H

#include "engine/core/money.h" /* joined */

#endif
