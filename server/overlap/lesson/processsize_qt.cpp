#include "overlap/lesson/processsize.h"

namespace overlap::lesson {

ProcessSize processSize(Freed)
{
    return {};
}

} // namespace overlap::lesson
