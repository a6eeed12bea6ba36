#pragma once

#include <QRadioButton>

namespace overlap::ui {

// Main thread. A radio button whose text is wrapped. Arrow keys pick the one that they go to, also
// if none was picked before.
class WrappedRadio : public QRadioButton
{
    Q_OBJECT
public:
    explicit WrappedRadio(QWidget *parent = nullptr);

    void setWhole(const QString &text); // which is its accessible name, too

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override; // in one line
    QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QString wrapped(int width) const;
    int besideText() const; // the width of all but the text
    int heightOf(const QString &text) const;

    QString m_whole;
};

} // namespace overlap::ui
