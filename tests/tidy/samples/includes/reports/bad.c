#include <hpdf.h>
#include <xlsxwriter.h>

#include "engine/store/store.h"
#include "reports/text.h"
/* #include "engine/store/store.h" is only a remark here. */
