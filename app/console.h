#pragma once

#include <QString>

#include <cstdio>

namespace overlap::app {

// To be called first: makes the console one that can be written to whatever was done with it.
void prepareConsole();

// Writes UTF-8 and flushes. False: nobody reads it any more, or there is no room for it.
bool print(std::FILE *file, const QString &text);

} // namespace overlap::app
