#include "reports/one.h"
