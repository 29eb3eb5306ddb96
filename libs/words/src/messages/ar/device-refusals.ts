import type { Translated } from '../translated.js';

export const DEVICE_REFUSALS: Translated<'deviceRefusals'> = {
  'ended.denied.title': 'رفض المالك الطلب',
  'ended.denied.text': 'لم يُسمح لهذا الجهاز بالدخول. هل كان ذلك خطأً؟ اطلب من المالك رمز QR جديدًا وامسحه.',
  'ended.cancelled.title': 'أُلغي الإقران',
  'ended.cancelled.text': 'أنهاه المالك. اطلب رمز QR جديدًا وامسحه.',
  'ended.expired.title': 'انتهى الوقت',
  'ended.expired.text': 'لم يكتب أحد رمز PIN في الوقت المحدد. اطلب من المالك رمز QR جديدًا وامسحه.',
  'ended.attempts_exceeded.title': 'تكرّر إدخال رمز PIN خاطئ',
  'ended.attempts_exceeded.text':
    'أُدخل رمز PIN خاطئ مرات كثيرة، فلم يعد هذا الرمز صالحًا. اطلب من المالك رمز QR جديدًا وامسحه.',
  'ended.ip_conflict.title': 'يستخدم جهاز آخر هذا العنوان',
  'ended.ip_conflict.text':
    'حصلت عقدة في الشبكة على عنوان IP الخاص بهذا الجهاز في اللحظة نفسها. امسح رمز QR جديدًا، وعندها يستطيع المالك الإبقاء على الاثنين أو استبدال تلك العقدة.',
  'ended.device_limit.title': 'الشبكة ممتلئة',
  'ended.device_limit.text': 'لا مكان لجهاز آخر. اطلب من المالك إزالة جهاز، ثم امسح رمز QR جديدًا.',
  'ended.setup_key_ended.title': 'انتهى مفتاح إعداد هذا الجهاز',
  'ended.setup_key_ended.text': 'اطلب مفتاحًا آخر ثم انضمّ من جديد.',
  'ended.identity_mismatch.title': 'لم يتم التعرّف على هذا الجهاز',
  'ended.identity_mismatch.text':
    'طلب أن يكون عقدة تعرفها الشبكة، لكنه لا يملك مفتاحها. اطلب من المالك إزالة العقدة القديمة، ثم امسح رمز QR جديدًا.',

  'stopped.invalid_request.title': 'هذا الرابط غير مكتمل',
  'stopped.invalid_request.text': 'امسح رمز QR كاملًا مرة أخرى.',
  'stopped.unauthorized.title': 'هذا الجهاز ليس في الشبكة',
  'stopped.unauthorized.text': 'للانضمام، امسح رمز QR الذي يعرضه لك المالك.',
  'stopped.forbidden.title': 'لم يأتِ هذا من هذه الصفحة',
  'stopped.forbidden.text': 'لم يتغيّر شيء. افتح صفحة الجهاز وحاول من هناك.',
  'stopped.not_found.title': 'لا يجري أي إقران هنا',
  'stopped.not_found.text': 'لا يوجد إقران جارٍ في هذا المتصفح. امسح رمز QR الذي يعرضه لك المالك.',
  'stopped.token_not_found.title': 'هذا الرمز غير معروف هنا',
  'stopped.token_not_found.text': 'ربما كان قديمًا أو تابعًا لشبكة أخرى. اطلب من المالك رمز QR جديدًا وامسحه.',
  'stopped.token_expired.title': 'انتهت صلاحية هذا الرمز',
  'stopped.token_expired.text': 'لا يعمل الرمز إلا لبضع دقائق. اطلب من المالك رمز QR جديدًا وامسحه.',
  'stopped.already_connected.title': 'سبق استخدام هذا الرمز',
  'stopped.already_connected.text':
    'يصلح كل رمز لجهاز واحد. إن لم يكن ذلك الجهاز لك، فأخبر المالك. اطلب رمز QR جديدًا وامسحه.',
  'stopped.already_claimed.title': 'تم الإقران، لكن بعد فوات الأوان على هذه الصفحة',
  'stopped.already_claimed.text':
    'سُلّم مفتاح الجهاز من قبل أو طال انتظاره هنا. اطلب من المالك إزالة العقدة، ثم امسح رمز QR جديدًا.',
  'stopped.too_many_requests.title': 'محاولات كثيرة جدًا',
  'stopped.too_many_requests.text': 'انتظر دقيقة ثم حاول مجددًا.',
  'stopped.service_unavailable.title': 'لا تستجيب الشبكة',
  'stopped.service_unavailable.text': 'ربما يجري تشغيلها الآن. حاول مجددًا بعد لحظات.',
  'stopped.internal_error.title': 'حدث خطأ ما',
  'stopped.internal_error.text': 'ليس السبب في جهازك. حاول مجددًا.',
  'stopped.over.title': 'انتهى هذا الإقران',
  'stopped.over.text': 'اطلب من المالك رمز QR جديدًا وامسحه.',
};
