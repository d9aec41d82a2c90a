#ifndef ENGINE_CORE_CASES_H
#define ENGINE_CORE_CASES_H

#include "engine/core/facts.h" /* joined */

#endif
