#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace overlap::ui {

// Pure. What people copy often ends up where others read it: what lets somebody in is replaced by
// `mask`. Secret are the fields, query and form parameters and JSON members whose names speak of a
// token, a key, a password, a session or a signature, such as Authorization and Cookie, and the
// user of a URL. Names alone are judged: a secret that is not called one is not found.
inline constexpr char mask[] = "MASKED";
bool isSecret(QByteArrayView name); // of a field or a parameter

struct Span
{
    qsizetype from, to; // [from, to)
};
// Where secrets stand in a message, or in any part of one that begins with a line; in order.
std::vector<Span> secretsIn(QByteArrayView text);
QByteArray withoutSecrets(QByteArrayView text); // lengths change, lines do not
QString withoutSecrets(const QString &text);
// A part of the text, as it is copied: also half a secret is masked.
QString withoutSecrets(const QString &text, Span part);

} // namespace overlap::ui
