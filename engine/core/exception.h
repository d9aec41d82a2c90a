#ifndef ENGINE_CORE_EXCEPTION_H
#define ENGINE_CORE_EXCEPTION_H

#include "engine/core/outcome.h" /* joined */

#endif
