#include "reports/two.h"
