import type { Translated } from '../translated.js';

export const PAIRING: Translated<'pairing'> = {
  'signIn.title': 'تسجيل الدخول إلى شبكتك',
  'signIn.key': 'مفتاح المالك',
  'signIn.hint':
    'تحتاج إليه مرة واحدة فقط في هذا المتصفح. عرضه Meshpair في الطرفية عند أول تشغيل، مع رابط يسجّل دخولك مباشرة.',
  'signIn.wrongKey':
    'هذا المفتاح لا يفتح هذه الشبكة. تبدأ مفاتيح المالك بالحروف mpo_، وقد عُرض مفتاحك عند أول تشغيل لبرنامج Meshpair.',
  'signIn.button': 'تسجيل الدخول',
  'signIn.busy': 'جارٍ تسجيل الدخول…',
  'signIn.expired': 'انتهت جلستك. سجّل الدخول مجددًا للمتابعة.',
  'signIn.linkExpired':
    'سبق استخدام رابط الدخول هذا أو انتهت صلاحيته. استخدم مفتاح المالك، أو أعد تشغيل Meshpair للحصول على رابط جديد.',
  'signIn.signedOut': 'تم تسجيل خروجك.',

  'frame.skip': 'الانتقال إلى الإقران',
  'frame.settings': 'الإعدادات',
  'frame.signOut': 'تسجيل الخروج',
  'frame.shortcuts': 'اختصارات لوحة المفاتيح',
  'frame.away':
    '<b>يتعذّر الوصول إلى Meshpair.</b> ربما يُعاد تشغيله الآن. تواصل هذه الصفحة المحاولة، وتبقى الأجهزة المقترنة مقترنة.',
  'frame.security': 'أمان الاتصال',
  'frame.plainHttp':
    '<b>هذا الاتصال غير مشفّر.</b> قد يتمكن آخرون على هذه الشبكة من قراءته. اضبط <code>TLS=self-signed</code> قبل الإقران على شبكة لا تثق بها تمامًا.',
  'frame.gotIt': 'حسنًا',
  'frame.loading': 'جارٍ التحميل',

  'start.title': 'أضف جهازًا إلى شبكتك',
  'start.scan': 'امسح الرمز بالجهاز',
  'start.shown': 'يعرض الجهاز رمز PIN',
  'start.type': 'اكتب رمز PIN هنا',
  'start.button': 'إقران جهاز',
  'start.byCode': 'جهاز يعرض رمزًا',
  'start.busy': 'جارٍ إنشاء الرمز…',

  'code.title': 'امسح هذا الرمز بالجهاز',
  'code.lead': 'وجّه الكاميرا نحو الرمز، وافتح الرابط، ثم اضغط على الزر.',
  'code.elsewhere': 'عُرض هذا الرمز في مكان آخر',
  'code.elsewhereLead': 'يُعرض الرمز مرة واحدة فقط، حيث بدأ الإقران. وعندما يستخدمه جهاز، يمكنك تأكيده هنا.',
  'code.terminal': 'لا يوجد سوى طرفية؟',
  'code.waiting': 'في انتظار جهاز',
  'code.cancel': 'إلغاء',
  'code.picture': 'رمز QR يفتح صفحة الانضمام على {host}',
  'code.enlarge': 'تكبير الرمز',
  'code.enlarged': 'الرمز مكبّرًا',
  'code.download': 'تنزيل الرمز',
  'code.close': 'إغلاق',
  'code.link': 'رابط الانضمام',
  'code.copy': 'نسخ الرابط',
  'code.copied': 'تم النسخ',
  'code.opens': 'يفتح',
  'code.otherNetwork': 'ألا يمكن فتحه على الجهاز؟ اختر الشبكة التي يتصل بها، وستحصل على رمز جديد.',
  'address.configured': 'العنوان الذي حدّدته',
  'address.lan': 'شبكة محلية',
  'address.other': 'شبكة أخرى',
  'address.loopback': 'هذا الحاسوب فقط',

  'countdown.label': 'صالح لمدة',
  'countdown.expired': 'انتهت صلاحية الرمز.',
  'countdown.left':
    '{seconds, plural, one {بقيت ثانية واحدة.} two {بقيت ثانيتان.} few {بقيت # ثوانٍ.} other {بقيت # ثانية.}}',

  'card.title': '<bdi>{name}</bdi> يطلب الانضمام',
  'card.pageTitle': '{name} يطلب الانضمام',
  'card.said': '{name} يطلب الانضمام. اكتب رمز PIN الذي يعرضه.',
  'card.saidTaken': '{name} يطلب الانضمام. {taken}. اكتب رمز PIN الذي يعرضه.',
  'card.platform': 'النظام',
  'card.ip': 'عنوان IP',
  'card.connected': 'وقت الاتصال',
  'card.permissions': 'سيُسمح له بما يلي',
  'card.unknown': 'غير معروف',
  'card.contested':
    '<b>حاول جهاز آخر استخدام الرمز نفسه.</b> تأكد من أن رمز PIN الذي تكتبه معروض على الجهاز الذي في يدك. وإن ساورك شك، فارفض وابدأ من جديد.',
  'card.known':
    '<b>يقول هذا الجهاز إنه <bdi>{name}</bdi>، وهو موجود في شبكتك بالفعل.</b> إذا أقرنته فسيحصل على رموز وصول جديدة وتتوقف القديمة عن العمل.',
  'card.pin': 'رمز PIN المعروض على شاشة <bdi>{name}</bdi>',
  'card.pair': 'إقران',
  'card.pairing': 'جارٍ التحقق…',
  'card.deny': 'رفض',
  'card.denying': 'جارٍ الرفض…',
  'pin.length': 'يتكوّن رمز PIN من 6 أرقام.',
  'pin.zero': 'لا يبدأ رمز PIN بالرقم 0 أبدًا. انظر إلى الجهاز مرة أخرى.',
  'pin.wrong': 'هذا ليس رمز PIN المعروض على الجهاز.',
  'pin.wrongLeft':
    'هذا ليس رمز PIN المعروض على الجهاز. {left, plural, zero {لم تبقَ لديك محاولات.} one {بقيت لديك محاولة واحدة.} two {بقيت لديك محاولتان.} few {بقيت لديك # محاولات.} other {بقيت لديك # محاولة.}}',

  'taken.byOne': 'يستخدم {name} عنوان IP هذا بالفعل',
  'taken.byMany':
    '{count, plural, one {يستخدم جهاز واحد عنوان IP هذا بالفعل} two {يستخدم جهازان عنوان IP هذا بالفعل} few {تستخدم # أجهزة عنوان IP هذا بالفعل} other {يستخدم # جهازًا عنوان IP هذا بالفعل}}',
  'taken.said': '{taken}. اختر ما تريد فعله، ثم أكمل الإقران.',
  'taken.hint': 'تتشارك الأجهزة التي خلف موجّه أو خادم وكيل واحد عنوانًا واحدًا.',
  'taken.keep': '{count, plural, one {الإبقاء على الاثنين} other {الإبقاء على الكل}}',
  'taken.replace': 'استبدال <bdi>{name}</bdi>',
  'taken.joined': 'انضم {when}',

  'finishing.title': 'رمز PIN صحيح',
  'finishing.text': 'جارٍ إضافة الجهاز إلى شبكتك…',
  'outcome.paired': 'انضم <bdi>{name}</bdi> إلى <bdi>{mesh}</bdi>',
  'outcome.pairedSaid': 'انضم {name} إلى {mesh}',
  'outcome.pairedText': 'سيُكمل الجهاز إعداده بنفسه. يمكنك الآن تركه.',
  'outcome.theDevice': 'الجهاز',
  'outcome.another': 'إقران جهاز آخر',
  'outcome.done': 'تم',
  'outcome.newCode': 'عرض رمز جديد',
  'outcome.close': 'إغلاق',
  'outcome.notMe': 'لم أكن أنا',
};
