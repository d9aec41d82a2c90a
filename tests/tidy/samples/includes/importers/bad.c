#include <csv.h>
#include <sqlite3.h>

#include "engine/store/store.h"
#include "reports/text.h"
