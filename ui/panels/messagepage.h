#pragma once

#include <QWidget>

class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QTreeWidget;

namespace overlap::ui {

// Main thread. A request or a response: its start line, its fields as names and values, its body
// as text or hex.
class MessagePage : public QWidget
{
    Q_OBJECT
public:
    explicit MessagePage(QWidget *parent = nullptr);

    // Null where the body, if there was one, was not kept.
    void showMessage(const QByteArray &head, const QByteArray *body);

private:
    void showBody();

    QByteArray m_body;
    QLabel *m_startLine;
    QTreeWidget *m_fields;
    QLabel *m_size;
    QCheckBox *m_hex;
    QPlainTextEdit *m_text;
};

} // namespace overlap::ui
