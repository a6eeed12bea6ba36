#pragma once

#include "overlap/record/store.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace overlap::ui {

// What curl (7.55 or newer) must be told to send a request again, for any shell.
struct CurlCall
{
    struct Option
    {
        const char *name;
        QByteArray value; // null: the option takes none
    };

    QStringList notes;           // what it does differently
    std::vector<Option> options; // none: there is nothing to send
    QByteArray body;             // as kept
    bool hasBody = false;
    bool isBodyMissing = false; // more was received than is kept
};

// Pure. The program and its options as a shell writes them: `word` quotes, and `lineEnd` goes on in
// the next line.
QString curlWords(const QString &program, const std::vector<CurlCall::Option> &options,
                  QString (*word)(QByteArrayView), const QString &lineEnd);

// Pure. `origin` is like "http://localhost:7878", without a slash at the end.
CurlCall curlCall(QByteArrayView origin, const record::KeptDetails &request, bool withSecrets);

} // namespace overlap::ui
