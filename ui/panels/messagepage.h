#pragma once

#include <QWidget>

class QCheckBox;
class QLabel;

namespace overlap::ui {

class FieldList;
class WireText;

// Main thread. A request or a response: start line, header fields, and body as text or hex.
class MessagePage : public QWidget
{
    Q_OBJECT
public:
    explicit MessagePage(QWidget *parent = nullptr);

    // `bytes` is the head. `body` is null if it was not kept. bodySize is the received size in
    // bytes; -1: unknown.
    void showMessage(const QByteArray &bytes, const QByteArray *body, qint64 bodySize = -1);
    void setWithSecrets(bool withSecrets); // whether copying keeps secrets

private:
    void showBody();

    QByteArray m_body;
    QLabel *m_startLine;
    FieldList *m_fields;
    QLabel *m_size;
    QCheckBox *m_hex;
    WireText *m_text;
};

} // namespace overlap::ui
