#pragma once

#include "overlap/scenario/scenariofile.h"
#include "widgets/focusreturn.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace overlap::ui {

// Main thread. The text of one rule, as it stands in a file, and what is wrong with it. Hidden
// until something is edited.
class RuleEditor : public QWidget
{
    Q_OBJECT
public:
    explicit RuleEditor(QWidget *parent = nullptr);

    void open(const QByteArray &text, const QString &title); // and takes the focus
    void showError(const scenario::Error &error);            // at its place
    void leave();                                            // hides, and gives the focus back
    QByteArray text() const;

Q_SIGNALS:
    void applied(); // it is to be in force
    void cancelled();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override; // Enter applies, Esc cancels
    void changeEvent(QEvent *event) override;

private:
    void showHelp();
    void colour();
    void fitText();

    QLabel *m_title;
    QPlainTextEdit *m_text;
    QLabel *m_message; // what is wrong, or how it is written
    FocusReturn m_focus;
    bool m_isWrong = false;
};

} // namespace overlap::ui
