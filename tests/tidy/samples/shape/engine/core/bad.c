#include "engine/store/bad.h"
