#pragma once

#include <QWidget>

class QCheckBox;
class QLabel;

namespace overlap::ui {

class FieldList;
class WireText;

// Main thread. A request or a response: its start line, its fields as names and values, its body
// as text or hex.
class MessagePage : public QWidget
{
    Q_OBJECT
public:
    explicit MessagePage(QWidget *parent = nullptr);

    // Null where the body, if there was one, was not kept. Its size is that which was received, if
    // that is known.
    void showMessage(const QByteArray &head, const QByteArray *body, qint64 bodySize = -1);
    void setWithSecrets(bool withSecrets); // are part of what is copied

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
