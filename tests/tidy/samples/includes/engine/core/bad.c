#include <stdio.h>
#include <string.h>
#include <time.h>

#include "day.h"
#include "engine/core/day.h"
#include "engine/store/store.h"
