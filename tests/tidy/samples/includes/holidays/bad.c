#include <glib.h>

#include "engine/store/store.h"
#include "holidays/calendar.h"
