#include "engine/core/money.h"
