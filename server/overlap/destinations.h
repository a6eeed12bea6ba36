#pragma once

#include "overlap/folder/readers.h"
#include "overlap/scenario/destination.h"

namespace overlap {

// Main thread. The makers of a session: its own where it has some. The readers outlive the calls.
scenario::Makers makersFor(scenario::Makers own, folder::Readers &readers);

// Main thread. The folders that rules lead to and that are not there now. They may come later.
QStringList missingFolders(const scenario::Scenario &scenario);

// Main thread. The files of certificates that rules name and that hold none.
QStringList missingCertificates(const scenario::Scenario &scenario);

} // namespace overlap
