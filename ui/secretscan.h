#pragma once

#include "secrets.h"
#include "tokenshapes.h"

namespace overlap::ui {

// Pure. Finds the secrets of one text in one pass: each byte is looked at a bounded number of
// times, so the time is linear in the text's size.
class SecretScan
{
public:
    explicit SecretScan(QByteArrayView text) : m_text(text), m_shapes(text) {}
    std::vector<TextRange> run();

private:
    // Where it is in multipart/form-data (RFC 7578): in the head or in the value of a secret part.
    enum class Part { None, SecretHead, SecretValue };

    qsizetype takeLine(qsizetype at); // returns where to go on; `at`: search this line for secrets
    void takePart(QByteArrayView line);
    bool isDelimiter(QByteArrayView line) const;
    void addField(QByteArrayView value, qsizetype from, bool isList);
    void add(qsizetype from, qsizetype to);
    TextRange secretAt(qsizetype at);
    TextRange parameter(QByteArrayView text, qsizetype equals) const;
    TextRange member(QByteArrayView text, qsizetype quote) const;
    TextRange argument(QByteArrayView text, qsizetype colon) const;
    TextRange element(QByteArrayView text, qsizetype end) const;
    TextRange privateKey(QByteArrayView text, qsizetype dashes) const;

    QByteArrayView m_text;
    TokenShapes m_shapes;
    std::vector<TextRange> m_secrets;
    qsizetype m_limit = 0; // where the values of this line end at the latest
    Part m_part = Part::None;
    QByteArrayView m_delimiter; // the last line that may be a multipart delimiter
};

} // namespace overlap::ui
