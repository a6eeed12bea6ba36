#pragma once

#include <QWidget>

namespace overlap::ui {

class CommandText;
class MarkdownLabel;

// Main thread. What one can try by oneself: a sentence, and a command to copy.
class TryBox : public QWidget
{
    Q_OBJECT
public:
    explicit TryBox(QWidget *parent = nullptr);

    void showTry(const QString &sentence, const QString &command);

private:
    MarkdownLabel *m_sentence;
    CommandText *m_command;
};

} // namespace overlap::ui
