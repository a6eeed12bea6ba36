#pragma once

#include <QtGlobal>

#include <optional>

namespace overlap::lesson {

// Pure. What this process needs just now; nothing: the system does not tell.
struct ProcessSize
{
    std::optional<qint64> residentBytes;
    std::optional<int> threads;
};

// Any thread. Where it can, gives memory that was freed back to the system first, if asked to: so
// that what is needed afterwards is seen.
enum class Freed { Kept, GivenBack };
ProcessSize processSize(Freed freed);

} // namespace overlap::lesson
