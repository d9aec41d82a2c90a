#include "reports/three.h"
