#pragma once

#include <QByteArrayView>

namespace overlap::ui {

// Pure. Secrets that are told by their shape, whatever they are called: the access tokens of
// well-known services, JSON Web Tokens (RFC 7519), credentials behind "Bearer" and "Basic".
class TokenShapes
{
public:
    explicit TokenShapes(QByteArrayView text) : m_text(text) {}

    struct Token
    {
        qsizetype from = 0, to = 0; // empty: there is none
        bool isEmpty() const { return from == to; }
    };
    // The token that begins here, or whose characteristic part does. Asked in order of places, all
    // of them together take time that grows with the text, and no faster.
    Token at(qsizetype place);

private:
    bool isWord(qsizetype place) const;
    Token prefixed(qsizetype place) const;
    Token webToken(qsizetype place);
    Token botToken(qsizetype colon) const;
    Token credentials(qsizetype place) const;

    QByteArrayView m_text;
    qsizetype m_noWebTokenBefore = 0;
};

} // namespace overlap::ui
